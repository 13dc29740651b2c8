class Door {
  open(): void {}
}
const door = { open: () => new Door().open() };

// open the door
door.open();
export const state = 'open';
export function use(open: () => void): void {
  open();
}
