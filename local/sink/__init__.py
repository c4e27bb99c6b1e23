"""The provider sink: it plays SES, Twilio and a browser's push service, as strict as they are, and shows what left."""
