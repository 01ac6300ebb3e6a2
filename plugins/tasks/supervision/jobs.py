"""What supervision does each night."""

from gongkai.core.i18n import T
from gongkai.core.nightly import Job
from gongkai.plugins.tasks.supervision.ladders import climb

JOBS = (Job("reminder", T("催办和升级", "Reminders and escalations"), climb),)
