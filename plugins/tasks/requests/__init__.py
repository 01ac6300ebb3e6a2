"""Requests on application (依申请公开): from receipt to reply, and what comes after it."""
