// Entry of the console's page.
import "#client/strict-parsing";
import { startPage } from "#client/frame";
import { keepShell } from "#client/install";
import { consoleTexts } from "#console/texts";
import { Console } from "./console.tsx";
import "./console.css";

startPage(consoleTexts, <Console />);
keepShell();
