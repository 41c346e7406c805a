// The tab ติดตาม of Excel's ribbon: its buttons show the pane and press the pane's own.

import { byId } from "./dom.js";

const TAB = "Tidtam.Tab";
// Name in the manifest -> the pane's button, and whose it is.
const BUTTONS = {
  Check: { presses: "check-all", roles: ["group", "officer"] },
  Send: { presses: "send", roles: ["group"] },
  Make: { presses: "make-templates", roles: ["officer"] },
  Follow: { presses: "follow", roles: ["officer"] },
  Report: { presses: "consolidate", roles: ["officer"] },
};

export function startRibbon() {
  for (const [name, { presses }] of Object.entries(BUTTONS))
    Office.actions.associate(`tidtam${name}`, (event) => press(presses).finally(() => event.completed()));
}

// A button that the pane holds shut is not pressed: what is missing stands in the pane, which is shown.
async function press(id) {
  try {
    await Office.addin.showAsTaskpane();
    byId(id).click();
  } catch (error) {
    console.error(error);
  }
}

// Buttons of the person's role can be pressed; "" for nobody. Excels without RibbonApi keep the buttons grey.
export async function showRole(role) {
  if (!Office.context.requirements.isSetSupported("RibbonApi", "1.1")) return;
  const controls = Object.entries(BUTTONS).map(([name, { roles }]) => ({ id: `Tidtam.${name}`, enabled: roles.includes(role) }));
  await Office.ribbon.requestUpdate({ tabs: [{ id: TAB, controls }] }).catch((error) => console.error(error));
}
