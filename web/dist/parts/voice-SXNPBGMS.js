import{a}from"./chunk-MYQ22C5S.js";export{a as sayArrival};
