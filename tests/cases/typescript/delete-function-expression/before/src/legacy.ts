const FOLDER = 'things';

/** Opens. */
export const oldOpen = async (name: string): Promise<string> => {
  return FOLDER + name;
};

export const OldStore = class {
  size = 1;
};

export const limit = 3;
