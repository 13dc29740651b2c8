"""What `plan` costs beside other tools, on a public tree: `python -m tests.bench --tree FOLDER`."""
