package dev.ferkel.internal.hub;

import java.util.List;

/**
 * The files of a repository that somebody needs.
 *
 * @param open the one to open, or empty for the folder
 */
record Choice(List<HubFile> files, String open) {}
