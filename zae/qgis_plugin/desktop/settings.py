"""The one setting, where QGIS keeps those of providers: Settings > Options > Processing."""

from __future__ import annotations

from processing.core.ProcessingConfig import ProcessingConfig, Setting

from ..command import Command, find
from ..words import say

COMMAND = "ZAE_COMMAND"


def add(group: str, icon: object) -> None:
    """Add the settings of the provider."""
    ProcessingConfig.settingIcons[group] = icon
    told = say("setting.command")
    ProcessingConfig.addSetting(Setting(group, COMMAND, told, "", valuetype=Setting.FILE))
    ProcessingConfig.readSettings()


def remove() -> None:
    """Take the settings away, and keep what was set."""
    ProcessingConfig.removeSetting(COMMAND)


def command() -> Command:
    """
    Command ``zae`` of this machine.

    Raises
    ------
    CommandMissingError
        If it is nowhere; says where it was looked for.
    """
    return find(ProcessingConfig.getSetting(COMMAND) or "")
