function i(e,n){return e.name==="NotAllowedError"?n.say("deviceDenied"):e.isPassing?n.say(navigator.onLine?"failedHint":"offline"):e.message}export{i as a};
