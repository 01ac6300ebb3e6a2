"""Supervision: reminders and escalations, reports that units owe, leaders' instructions, bulletins."""
