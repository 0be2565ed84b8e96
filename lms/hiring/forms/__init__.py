"""Forms of the hiring side. They read what was typed; whether an act is allowed is asked by the guards."""
