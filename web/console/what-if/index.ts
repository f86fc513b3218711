// Door of the page that asks what if.
export { WhatIfPage } from "./what-if-page.tsx";
export { whatIfAddress } from "./what-if-address.ts";
