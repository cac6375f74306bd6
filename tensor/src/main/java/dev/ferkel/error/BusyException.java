package dev.ferkel.error;

/** Too much is to be done already, or an end has been made of it; the same request may be taken later. */
public final class BusyException extends FerkelException {
    private static final long serialVersionUID = 1;

    public BusyException(String message) {
        super(message);
    }
}
