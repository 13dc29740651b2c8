import {limit, OldStore} from "./legacy";

export class App {
	store = new OldStore();
	limit = limit;
}
