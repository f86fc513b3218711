// Entry of the agent desk's page.
import "#client/strict-parsing";
import { startPage } from "#client/frame";
import { keepShell } from "#client/install";
import { deskTexts } from "#agent-desk/texts";
import { Desk } from "./desk.tsx";
import "./desk.css";

startPage(deskTexts, <Desk />);
keepShell();
