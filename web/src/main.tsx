import { StrictMode } from "react";
import { createRoot } from "react-dom/client";

import { App } from "./app/App";
import "./app/app.css";
import { allowStyles, nonce } from "./app/nonce";
import { takeToken } from "./session/session";

if (nonce) allowStyles(document, nonce);
takeToken(location, history);
const at = document.getElementById("console");
if (at) createRoot(at).render(<StrictMode><App /></StrictMode>);
