// Door of the page of queues, and of rows of skills for other forms.
export { QueuesPage } from "./queues-page.tsx";
export { SkillRows } from "./routing-forms.tsx";
