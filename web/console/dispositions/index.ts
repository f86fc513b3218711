// Door of the dispositions' settings.
export { DispositionsCard } from "./dispositions-card.tsx";
