// Schlüssel für das Geschäft
import { NewStore } from './new';

export const store = new NewStore(); // geöffnet
