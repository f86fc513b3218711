// Door of what callers said of the service they had.
export { SurveysPage } from "./surveys-page.tsx";
