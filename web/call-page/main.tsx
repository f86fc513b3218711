// Entry of the public call page.
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import "@tandem/ui/ui.css";
import { CallPage } from "./call-page.tsx";
import "./call.css";

const root = document.getElementById("root");
if (!root) throw new Error("the page has no #root");
createRoot(root).render(
  <StrictMode>
    <CallPage />
  </StrictMode>,
);
