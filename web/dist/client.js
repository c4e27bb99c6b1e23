import{a,b,c as d}from"./parts/chunk-PYOYBQEL.js";import{a as c}from"./parts/chunk-YBJYRT44.js";export{a as ApiError,d as NotificationClient,b as SignedOut,c as safeUrl};
