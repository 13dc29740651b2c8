console.log(OldStore.size);
