import sys

from acme.cli import main

sys.exit(main())
