"""Rounds of assessment: who is assessed, by which edition, in which stage; results, replies and appeals, evidence, draws."""
