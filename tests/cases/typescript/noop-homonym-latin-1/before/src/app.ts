// Schlüssel für das Geschäft
import { OldStore } from './other';

export const store = new OldStore(); // geöffnet
