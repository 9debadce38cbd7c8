"""The automatic mails: what each date in a row asks for, by the rules of its call, now and in the days to come.

One function answers for the clock, for the pages and in the moment of sending (`planned.steps`): what a coordinator
reads there is what the clock will do.
"""
