export class NewStore {
  other = true;
}
