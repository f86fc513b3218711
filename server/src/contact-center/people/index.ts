// Door of people: who works here, and what becomes of their things when they go.
export { addPerson, changePerson, getPerson, givePassword, listPeople, setDisabled } from "./people-store.ts";
export type { NewAccess, PersonChange, PersonError, PersonRecord } from "./people-store.ts";
export { belongingsOf, removePerson } from "./person-removal.ts";
export type { Belongings, RemovalError } from "./person-removal.ts";
