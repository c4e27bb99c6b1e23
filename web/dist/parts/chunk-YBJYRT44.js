function r(t){if(typeof t!="string"||!URL.canParse(t,location.href))return null;let o=new URL(t,location.href);return o.protocol==="https:"||o.protocol==="http:"?o:null}export{r as a};
