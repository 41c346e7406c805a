// xlwings.js asks for this before its own calls. The token is entered once in the pane.
globalThis.getAuth = async () => ({ token: localStorage.getItem("tidtam.token") || "", provider: "tidtam" });
