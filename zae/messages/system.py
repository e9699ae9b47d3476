"""What the system says of a file that it does not open or write, in words of our own."""

import errno
from typing import Final

from land.errors import Message

_SAID: Final = {
    errno.EACCES: Message("Permission denied"),
    errno.EEXIST: Message("File exists"),
    errno.EISDIR: Message("Is a directory"),
    errno.ENAMETOOLONG: Message("File name too long"),
    errno.ENOENT: Message("No such file or directory"),
    errno.ENOSPC: Message("No space left on device"),
    errno.ENOTDIR: Message("Not a directory"),
    errno.EPERM: Message("Operation not permitted"),
    errno.EROFS: Message("Read-only file system"),
}


def system_fault(error: OSError) -> str:
    """
    Reason of a refusal of the system.

    Parameters
    ----------
    error : OSError
        What was raised.

    Returns
    -------
    str
        A message, where the reason is a known one; else what the system says.

    Examples
    --------
    >>> system_fault(FileNotFoundError(errno.ENOENT, "No such file or directory"))
    'No such file or directory'
    """
    known = _SAID.get(error.errno or 0)
    return known or error.strerror or Message("cannot be read or written")


def placed_fault(error: OSError) -> str:
    """
    Reason of a refusal of the system, the file before it.

    Examples
    --------
    >>> placed_fault(PermissionError(errno.EACCES, "Permission denied", "out"))
    'out: Permission denied'
    """
    if error.filename is None:
        return system_fault(error) if error.errno else str(error)
    return Message("{file}: {error}", file=error.filename, error=system_fault(error))
