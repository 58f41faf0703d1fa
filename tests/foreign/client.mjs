// A client of the hub's stream in another language, written from resources/docs/protocol/protocol.md alone.
//
//   node --experimental-websocket client.mjs < CASE.json     works a case against a hub, cut and resumed on the way
//   node client.mjs journal < JOURNAL.jsonl                  recomputes the chain of `hubpost export`
//
// CASE.json: {"url": …, "sign_in": {"user": …, "password": …} | "identify": {"token": …},
//             "watcher": TOKEN OF AN OPERATOR, "unit": TOKEN OF A UNIT'S LIAISON, "place": WHERE THE CASE IS, IF KNOWN}
// At the end one JSON line for each check; the exit code is 1 when one of them failed.
// Needs Node 20 or newer and nothing beside it.

import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';

const PATIENCE_MS = 30_000;
const sent = new Set(); // ids of the commands that had an effect
const sha256 = (...texts) => texts.reduce((sum, text) => sum.update(text, 'utf8'), createHash('sha256')).digest('hex');

/** RFC 8785: JSON.stringify writes numbers and strings as it asks, and sort() compares UTF-16 units as it asks. */
export function canonical(value) {
  if (Array.isArray(value)) return `[${value.map(canonical).join()}]`;
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  return `{${Object.keys(value).sort().map((key) => `${JSON.stringify(key)}:${canonical(value[key])}`).join()}}`;
}

function uuid7() {
  const bytes = randomBytes(16);
  bytes.writeUIntBE(Date.now(), 0, 6);
  bytes[6] = (bytes[6] & 0x0f) | 0x70;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
}

/** `case/NO` for `case/NO` and `task/NO.N`, nothing for the other subjects. */
function caseOf({ subject }) {
  const [, kind, no] = /^(case|task)\/(.+?)(\.\d+)?$/.exec(subject) ?? [];
  return kind && `case/${no}`;
}

/** A wire to the hub that can fail as real ones do: go silent in one direction, or break without a closing word. */
class Wire {
  #ends = [];
  silent = false;

  static async to(url) {
    const wire = new Wire();
    const server = createServer((near) => {
      const far = connect(Number(url.port), url.hostname);
      wire.#ends = [near, far];
      near.on('data', (bytes) => far.write(bytes)).on('close', () => far.destroy());
      far.on('data', (bytes) => wire.silent || near.write(bytes)).on('close', () => near.destroy());
      for (const end of wire.#ends) end.on('error', () => {});
      server.close();
    });
    await new Promise((listening) => server.listen(0, '127.0.0.1', listening));
    wire.url = `ws://127.0.0.1:${server.address().port}${url.pathname}`;
    return wire;
  }

  cut() {
    this.#ends.forEach((end) => end.resetAndDestroy());
  }
}

/** One account's place at the hub: what it has seen, over any number of lines. */
class Session {
  token; epoch; wire; socket; beat;
  seq = 0; // the last event applied or skipped
  chain = { seq: -1 }; // the last chain head told, and after which event it was
  versions = new Map(); // case → version
  events = []; skips = 0; views = 0; faults = []; results = []; acks = 0;
  #waiting = new Set();

  constructor(name, url) {
    this.client = `foreign-${name}/1.0`;
    this.url = new URL(url);
  }

  /** Open a line and say who this is; `greeting` is an identify, sign_in or resume frame without its common fields. */
  async open(greeting) {
    this.wire = await Wire.to(this.url);
    this.hello = this.ready = this.resumed = this.resync = this.closed = undefined;
    const socket = (this.socket = new WebSocket(this.wire.url, ['hubpost.v1']));
    socket.onmessage = ({ data }) => socket === this.socket && this.#take(JSON.parse(data));
    socket.onclose = socket.onerror = ({ code }) => {
      if (socket !== this.socket) return;
      clearInterval(this.beat);
      this.closed ??= code ?? 'broken';
      this.#wake();
    };
    const hello = await this.until(() => this.hello, 'hello');
    assert.equal(hello.proto, 1);
    this.epoch ??= hello.epoch;
    this.send({ client: this.client, ...greeting });
    const ready = await this.until(() => this.ready, 'ready');
    this.token = ready.token ?? greeting.token;
    this.beat = setInterval(() => this.send(this.pulse()), hello.heartbeat_ms);
    return this;
  }

  resume() {
    const head = this.chain.seq === this.seq ? { chain_head: this.chain.head } : {};
    return this.open({ op: 'resume', token: this.token, epoch: this.epoch, last_seq: this.seq, ...head });
  }

  close() {
    clearInterval(this.beat);
    this.socket.close();
  }

  send(frame) {
    this.socket.send(JSON.stringify(frame));
  }

  pulse() {
    return { op: 'hb', seq: this.seq, outbox: 0 };
  }

  async heartbeat() {
    const acks = this.acks;
    this.send(this.pulse());
    await this.until(() => this.acks > acks, 'hb_ack');
  }

  /** Send a command, or send one again, and wait for its result. */
  async command(name, subject, body, more = {}) {
    const cmd = { op: 'cmd', id: uuid7(), name, subject, body, ...more };
    const already = this.results.length;
    this.send(cmd);
    const result = await this.until(() => this.results.slice(already).find(({ id }) => id === cmd.id), name);
    return { cmd, result };
  }

  async done(...command) {
    const { cmd, result } = await this.command(...command);
    assert.ok(result.ok, `${cmd.name}: ${JSON.stringify(result)}`);
    sent.add(cmd.id);
    return { cmd, result };
  }

  event(type, subject) {
    return this.until(
      () => this.events.find((event) => event.type === `hubpost.${type}` && event.subject === subject), type);
  }

  /** The first true value of `look`, tried now and after each frame. */
  until(look, what) {
    return new Promise((resolve, reject) => {
      const end = (settle, value) => {
        clearTimeout(timer);
        this.#waiting.delete(again);
        settle(value);
      };
      const again = () => {
        const found = look();
        if (found) end(resolve, found);
        else if (this.closed) end(reject, new Error(`${this.client}: no ${what}, closed ${this.closed}`));
      };
      const timer = setTimeout(() => end(reject, new Error(`${this.client}: no ${what} in time`)), PATIENCE_MS);
      this.#waiting.add(again);
      again();
    });
  }

  #wake() {
    for (const again of [...this.#waiting]) again();
  }

  #take(frame) {
    switch (frame.op) {
      case 'hello': this.hello = frame; break;
      case 'ready': this.ready = frame; break;
      case 'resumed': this.resumed = frame; break;
      case 'resync_required': this.resync = frame; break;
      case 'result': this.results.push(frame); break;
      case 'error': this.faults.push(frame.error); break;
      case 'hb_ack':
        this.acks += 1;
        this.chain = { seq: frame.head_seq, head: frame.chain_head };
        break;
      case 'snapshot_begin':
        this.snapshot = { id: frame.id, at_seq: frame.at_seq, objects: [], units: [] };
        this.versions.clear();
        break;
      case 'snapshot_chunk': {
        const { cases = [], links = [], units = [], orders = [] } = frame;
        this.snapshot.objects.push(...cases, ...links, ...units, ...orders);
        this.snapshot.units.push(...units);
        for (const each of cases) this.versions.set(`case/${each.no}`, each.version);
        break;
      }
      case 'snapshot_end':
        this.snapshot.end = frame;
        this.seq = this.snapshot.at_seq;
        break;
      case 'skip':
        this.skips += 1;
        if (frame.to_seq <= this.seq) this.faults.push(`skip to ${frame.to_seq} after ${this.seq}`);
        this.seq = frame.to_seq;
        break;
      case 'view':
        this.views += 1;
        if (frame.at_seq !== this.seq) this.faults.push(`view at ${frame.at_seq} after ${this.seq}`);
        for (const each of frame.add ?? []) this.versions.set(`case/${each.no}`, each.version);
        for (const each of frame.remove ?? []) this.versions.delete(each);
        break;
      case 'events': frame.events.forEach((event) => this.#apply(event)); break;
    }
    this.#wake();
  }

  #apply(event) {
    const { seq, version } = event;
    if (seq <= this.seq) this.faults.push(`event ${seq} after ${this.seq}`);
    if (seq > this.seq + 1) this.faults.push(`jump from ${this.seq} to ${seq}`);
    if (event.id !== `${this.epoch}.${seq}`) this.faults.push(`event ${seq} is called ${event.id}`);
    this.seq = seq;
    this.events.push(event);
    const its = caseOf(event);
    if (!its) return;
    const before = this.versions.get(its) ?? 0;
    if (version !== before + 1) this.faults.push(`${its} from version ${before} to ${version}`);
    this.versions.set(its, version);
  }
}

// ---- the checks -----------------------------------------------------------------------------------------------------

const lines = [];

async function check(name, work) {
  try {
    lines.push({ check: name, ok: true, ...(await work()) });
  } catch (error) {
    lines.push({ check: name, ok: false, error: error.message });
    throw error;
  }
}

function whole(snapshot) {
  assert.equal(snapshot.end.id, snapshot.id);
  assert.equal(snapshot.end.count, snapshot.objects.length, 'count');
  assert.equal(snapshot.end.digest, sha256(...snapshot.objects.map(canonical)), 'digest');
  return { at_seq: snapshot.at_seq, count: snapshot.end.count };
}

async function workACase({ url, sign_in, identify, watcher: watching, unit: serving, place }) {
  const me = new Session('me', url);
  const watcher = new Session('watcher', url);
  const unit = new Session('unit', url);
  let unitId, subject, task; // the unit, the case, the unit's part in it

  await check(sign_in ? 'sign_in' : 'identify', async () => {
    await me.open(sign_in ? { op: 'sign_in', ...sign_in } : { op: 'identify', ...identify });
    await watcher.open({ op: 'identify', token: watching });
    await unit.open({ op: 'identify', token: serving });
    assert.ok(me.token, 'a token to resume with');
    unitId = unit.ready.scope[0].replace('unit:', '');
    return { roles: me.ready.roles, scope: unit.ready.scope };
  });

  await check('snapshot', async () => {
    for (const each of [me, watcher, unit]) await each.until(() => each.snapshot?.end, 'snapshot_end');
    assert.ok(me.snapshot.units.some(({ id }) => id === unitId), `${unitId} among the units`);
    whole(watcher.snapshot);
    whole(unit.snapshot);
    return whole(me.snapshot);
  });
  await check('report', async () => {
    const reporter = { name: '张三', phone: '13800000000' };
    const report = { title: '燃气味 smell of gas, stairs 2', priority: 'P3', reporter, place };
    const { cmd, result } = await me.done('case.report', '', report);
    subject = result.subject;
    const event = await me.event('case.reported', subject);
    assert.equal(event.cause, cmd.id);
    assert.equal(event.data.title, report.title);
    assert.notEqual(event.data.reporter?.phone, reporter.phone, 'a masked number');
    return { subject };
  });

  await check('dispatch', async () => {
    const version = me.versions.get(subject);
    const late = await me.command('case.dispatch', subject, { lead: unitId }, { expected_version: version + 7 });
    assert.equal(late.result.error.code, 1009);
    assert.equal(late.result.error.current, version);
    const { cmd, result } = await me.done('case.dispatch', subject, { lead: unitId }, { expected_version: version });
    const event = await me.event('case.dispatched', subject);
    assert.equal(event.cause, cmd.id);
    assert.equal(event.seq, result.seq);
    task = `task/${event.data.tasks.find((each) => each.unit === unitId).id}`;
    return { task, version: result.version };
  });

  await check('scope', async () => {
    await unit.until(() => unit.versions.has(subject), 'the case in the sight of its unit');
    const { result } = await me.done('case.report', '', { title: 'nothing for that unit' });
    await unit.until(() => unit.seq >= result.seq, 'the unit to come so far');
    assert.deepEqual(unit.events.map(caseOf).filter((each) => !unit.versions.has(each)), []);
    assert.ok(!unit.versions.has(result.subject));
    assert.ok(unit.skips > 0 && unit.views > 0, 'skip and view');
    return { skips: unit.skips, views: unit.views };
  });

  await check('heartbeat', async () => {
    await watcher.heartbeat();
    await me.heartbeat();
    await me.until(() => me.seq === me.chain.seq, 'the picture up to the chain head');
    return { head_seq: me.chain.seq, chain_head: me.chain.head };
  });

  // The line goes silent under a command: the hub has it, its answer is lost. Others act on. Then the line breaks.
  let last;
  const lost = { op: 'cmd', id: uuid7(), name: 'case.note', subject, body: { text: 'sent into a dying line' } };
  await check('cut', async () => {
    me.wire.silent = true;
    me.send(lost);
    sent.add(lost.id);
    await watcher.until(() => watcher.events.find(({ cause }) => cause === lost.id), 'the note, seen by another');
    await unit.done('task.receipt', task, {});
    await watcher.done('case.note', subject, { text: 'meanwhile' });
    me.wire.cut();
    await me.until(() => me.closed, 'the end of the line');
    await unit.done('task.feedback', task, { text: 'valve shut' });
    assert.ok(!me.results.some(({ id }) => id === lost.id) && !me.events.some(({ cause }) => cause === lost.id));
    last = me.seq;
    return { last_seq: last };
  });

  await check('resume', async () => {
    await me.resume();
    await me.until(() => me.resumed ?? me.resync, 'resumed');
    assert.equal(me.resync, undefined);
    const { head_seq } = me.resumed;
    const missed = me.events.filter(({ seq }) => seq > last && seq <= head_seq);
    await watcher.until(() => watcher.seq >= head_seq, 'the watcher to come so far');
    assert.deepEqual(missed, watcher.events.filter(({ seq }) => seq > last && seq <= head_seq));
    assert.ok(me.seq >= head_seq);
    assert.ok(missed.length >= 4, 'the four commands of the meantime');
    return { missed: missed.map(({ seq }) => seq), head_seq };
  });

  await check('duplicate', async () => {
    const { result } = await me.done(lost.name, lost.subject, lost.body, { id: lost.id });
    assert.equal(result.duplicate, true);
    const { result: again } = await me.done(lost.name, lost.subject, lost.body, { id: lost.id });
    assert.deepEqual(again, result);
    assert.deepEqual(me.events.filter(({ cause }) => cause === lost.id).map(({ seq }) => seq), [result.seq]);
    const other = await me.command('case.note', subject, { text: 'another content' }, { id: lost.id });
    assert.equal(other.result.error.code, 1010);
    return { seq: result.seq };
  });

  await check('finish', async () => {
    await unit.done('task.complete', task, { text: 'done' });
    await me.event('task.completed', task);
    const { result } = await me.done('case.verify', subject, { ok: true });
    await me.done('case.close', subject, { outcome: 'resolved' }, { expected_version: result.version });
    const { seq, version } = await me.event('case.closed', subject);
    for (const each of [watcher, unit]) await each.until(() => each.seq >= seq, `event ${seq}`);
    return { version };
  });

  await check('sequence', async () => {
    for (const each of [me, watcher, unit]) assert.deepEqual(each.faults, [], each.client);
    return { events: me.events.length, last: me.seq };
  });
  lines.push({ check: 'commands', ok: true, ids: [...sent] });
  [me, watcher, unit].forEach((each) => each.close());
}

/** Section 6 of the document, over the lines of `hubpost export`. */
async function journal(text) {
  await check('chain', () => {
    let head = '0'.repeat(64);
    const heads = {};
    for (const { prev, hash, ...event } of text.split('\n').filter(Boolean).map((line) => JSON.parse(line))) {
      assert.equal(prev, head, `prev of ${event.seq}`);
      head = sha256(prev, canonical(event));
      assert.equal(hash, head, `hash of ${event.seq}`);
      heads[event.seq] = head;
    }
    return { heads };
  });
}

try {
  const input = readFileSync(0, 'utf8');
  await (process.argv[2] === 'journal' ? journal(input) : workACase(JSON.parse(input)));
} catch (error) {
  console.error(error);
  process.exitCode = 1;
}
for (const line of lines) console.log(JSON.stringify(line));
if (process.exitCode) process.exit();
