"""What the build of the site needs beside Sphinx."""
