"""Rectification orders: opened from findings, scores, complaints or by hand; closed on evidence that somebody else checked."""
