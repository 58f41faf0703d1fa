"""One file per field of law: clocks, intake, dispatch, tasks, escalation, rights, routing, links."""
