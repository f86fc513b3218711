// Door of the list of keys.
export { KeyList } from "./key-list.tsx";
