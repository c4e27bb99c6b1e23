import{a as r,b as n}from"./chunk-KQD2VLQS.js";var e=class extends r{async view(){return(await import("./view-QPVHDJWW.js")).drawCenter}};n("notification-center",e);export{e as a};
