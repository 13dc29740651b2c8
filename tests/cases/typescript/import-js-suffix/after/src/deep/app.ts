import { NewStore } from "../new.js";

export const store: NewStore = new NewStore();
