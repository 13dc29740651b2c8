import { OldStore } from "../legacy.js";

export const store: OldStore = new OldStore();
