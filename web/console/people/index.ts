// Door of people: who works here.
export { PeoplePage } from "./people-page.tsx";
