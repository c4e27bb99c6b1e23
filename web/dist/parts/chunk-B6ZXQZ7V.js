import{a as r,b as n}from"./chunk-KN6B3UDH.js";var e=class extends r{async view(){return(await import("./view-TAA6CYXS.js")).drawCenter}};n("notification-center",e);export{e as a};
