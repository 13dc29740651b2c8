import settings from './settings.json' with { type: 'json' };

export const limit = 3;

export class Store {
  settings = settings;
}
