import{a as r,b as n}from"./chunk-RR2TNXBS.js";var e=class extends r{async view(){return(await import("./view-YYZEBR26.js")).drawCenter}};n("notification-center",e);export{e as a};
