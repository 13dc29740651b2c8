import { OldStore } from './other';

@OldStore('app')
export class App {
  @OldStore('size') size = 1;
}
