// Schlüssel für das Geschäft
import { OldStore } from './legacy';

export const store = new OldStore(); // geöffnet
