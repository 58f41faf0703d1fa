"""Lets `python -m console COMMAND …` be the same as `hubpost COMMAND …`."""

import sys

from console.cli import main

sys.exit(main())
