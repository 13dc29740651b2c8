import {limit} from "./legacy";
import {NewStore} from "./new";

export class App {
	store = new NewStore();
	limit = limit;
}
