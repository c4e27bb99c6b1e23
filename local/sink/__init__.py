"""The provider sink: it plays SES, Twilio, AWS End User Messaging and a push service, as strict as they are, and shows what
left.
"""
