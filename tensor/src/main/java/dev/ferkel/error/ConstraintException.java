package dev.ferkel.error;

/** What was asked of an answer's form can't be kept to, or costs too much; found out while the answer is written. */
public final class ConstraintException extends FerkelException {
    private static final long serialVersionUID = 1;

    public ConstraintException(String message) {
        super(message);
    }

    public ConstraintException(String message, Throwable cause) {
        super(message, cause);
    }
}
