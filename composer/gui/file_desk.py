"""The file desk: new, open, save, export, templates, earlier saves, and the question before anything is lost."""

from collections.abc import Callable
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QMessageBox, QWidget

from composer.gui import file_questions as ask
from composer.gui.export_choice import Part
from composer.gui.file_names import ALL_MUSIC, MIDI_FILES, PROJECT_FILES, PROJECT_SUFFIX, FileNames
from composer.gui.project_store import ProjectStore
from composer.gui.reading import reading_job, writing_job
from composer.gui.settings import Settings
from composer.gui.waiting import CancelledError, result_of, values_of
from composer.gui.workspace import Workspace
from composer.music.errors import ComposerError
from composer.music.score import Score
from composer.storage.project import Project, Takes
from composer.storage.recovery import CrashedSession

if TYPE_CHECKING:  # brings numpy, which is read in the background
    from composer.midi.files import ScoreFile


class FileDesk(QObject):
    """Reads into the workspace and writes from it; on any trouble the piece stays as it is.

    A piece lives in its project file. A MIDI file is something that a piece can begin from, or be exported to.
    """

    troubled = Signal(str)  # a sentence for the user
    told = Signal(str)  # what has been done
    recent_changed = Signal()
    opened = Signal()  # another piece, or another seed, is on the desk

    def __init__(
        self, workspace: Workspace, settings: Settings, end_recording: Callable[[], None], window: QWidget
    ) -> None:
        """`end_recording` makes what is being recorded a step of the piece."""
        super().__init__(window)
        self._end_recording = end_recording
        self.workspace, self.store = workspace, ProjectStore()
        self._settings, self._window, self._names = settings, window, FileNames(window, settings)
        self._document = workspace.document
        self._saved_takes: Takes | None = None
        self._exported: tuple[Score, Path] | None = None
        self._is_busy = False  # waiting for a disk
        self.opened.connect(workspace.begin_anew)
        workspace.troubled.connect(self.troubled)

    def new(self) -> None:
        """Begin an empty piece."""
        if self.may_leave():
            self._begin(Score())

    def open(self, path: Path | None = None) -> None:
        """Open a project, or begin a piece from a MIDI file; None asks which."""
        path = path or self._names.ask_which("Open", ALL_MUSIC)
        if path is None or self._is_busy:
            return
        if path.suffix.lower() == PROJECT_SUFFIX:
            self._open_project(path)
        elif (read := self._read_midi(path)) and self.may_leave():
            self._begin(read.score, path.stem)
            self._remember(path)
            self._tell_of(read, path)

    def new_from_template(self) -> None:
        """Begin a piece from a project that was saved as a template."""
        path = self._names.ask_which("New from template", PROJECT_FILES, self.store.templates)
        project = path and self._read_project(path)
        if path and project and self.may_leave():
            self._begin(project.score, path.stem)
            self.workspace.show(project)

    def begin_with(self, path: Path | None = None) -> None:
        """Replace the notes by those of a seed file, as one undo step; None asks which file."""
        path = path or self._names.ask_which("Seed from a MIDI file", MIDI_FILES)
        if path is not None and (read := self._read_midi(path)):
            self._end_recording()
            self._document.apply(f"Seed: {path.stem}", read.score)
            self.opened.emit()
            self._tell_of(read, path)

    def save(self) -> bool:
        """Write to the project's file, or ask for one. False when nothing was written."""
        document = self._document
        if document.lock_reason:
            self.troubled.emit(f"{document.lock_reason} Save this one under another name.")
            return self.save_as()
        return self._save(document.path) if document.path else self.save_as()

    def save_as(self) -> bool:
        """Ask for a name and write a project, in which the piece lives from then on."""
        document, names = self._document, self._names
        path = names.ask_where_to_save("Save as", document.path or names.proposed(document.title + PROJECT_SUFFIX))
        return path is not None and self._save(path)

    def save_as_template(self) -> None:
        """Write a project that others can begin from; without history, takes, or being this piece's file."""
        proposed = self.store.templates / f"{self._document.title}{PROJECT_SUFFIX}"
        path = self._names.ask_where_to_save("Save as template", proposed)
        project = self.workspace.project()
        template = Project(project.score, panel=project.panel, view=project.view)
        if path is not None and self._write_project(template, path) is not None:
            self.told.emit(f"“{path.stem}” is a template now")

    def export(self) -> bool:
        """Ask what to export and where to, and write a .mid. False when nothing was written."""
        from composer.gui.export_dialog import ask_what_to_export  # imported late: it would delay the first paint

        material = self.workspace.material
        choice = ask_what_to_export(self._window, material, self._settings)
        proposed = self._names.proposed(f"{self._document.title}.mid")
        path = choice and self._names.ask_where_to_export("Export MIDI", proposed)
        if not choice or not path:
            return False
        try:
            score = result_of(partial(choice.score_of, material))
            values_of(writing_job(score, path, choice.is_single_track))
        except ComposerError as error:
            self.troubled.emit(str(error))
            return False
        self._settings.folder = str(path.resolve().parent)
        has_takes = bool(self.workspace.takes) and choice.part is not Part.CONTINUATION
        if choice.part is Part.PIECE and not choice.left_out:
            self._exported = material.score, path
        without = " without the takes: keep one first to have it in the file" if has_takes else ""
        self.told.emit(f"Exported {path}{without}")
        return True

    def revert(self) -> None:
        """Ask for an earlier save and go back to its notes, as one undo step."""
        path = self._document.path
        backups = self.store.backups_of(path) if path else []
        if not backups:
            self.told.emit("There is nothing to go back to yet: this piece has not been saved here before.")
            return
        backup = ask.backup_to_revert_to(self._window, self._document.title, backups)
        if backup and (project := self._read_project(backup.path)):
            time = ask.time_in_words(backup.saved_at)
            self._document.apply("Revert", project.score)
            self.told.emit(f"This is the piece as it was saved {time}. Undo brings back what was here before")

    def recover(self, session: CrashedSession) -> bool:
        """Go on with what a crashed window has left. False when the user would rather not."""
        if session.project is None or not self.may_leave():
            return False
        self._put_on_desk(session.project, session.file, session.title, is_modified=True)
        return True

    def may_leave(self) -> bool:
        """Whether the piece may be let go: nothing unsaved, or the user has decided what to do with it."""
        if self._is_busy:
            return False
        self._end_recording()
        unsaved = self.unsaved
        if not unsaved:
            return True
        document = self._document
        answer = ask.may_lose(self._window, document.title, unsaved, bool(document.path and not document.lock_reason))
        choice = QMessageBox.StandardButton
        return self.save() if answer == choice.Save else answer == choice.Discard

    @property
    def unsaved(self) -> list[str]:
        """What would be lost if the piece were let go now, in words."""
        stack, takes = self._document.undo_stack, self.workspace.takes
        unsaved = []
        if self._document.is_modified:
            changes = stack.unclean_steps
            since = "since it was saved" if self._document.path else "since it was begun"
            exported = ""
            if self._exported and self._exported[0] is self._document.score:
                exported = f"; its notes are in {self._exported[1].name}, but not its history"
            unsaved.append((ask.counted(changes, "change") if changes else "changes") + f" {since}{exported}")
        if takes and takes is not self._saved_takes:
            waiting = sum(map(bool, takes.notes))
            unsaved.append(f"{ask.counted(waiting, 'take')} that {'was' if waiting == 1 else 'were'} not kept yet")
        return unsaved

    # Projects

    def _open_project(self, path: Path) -> None:
        found = self._read_or_heal(path)
        if found is None or not self.may_leave():
            return
        if self._is_own_file(path):  # it may have been saved just now
            found = self._read_or_heal(path)
        if found:
            project, is_copy = found
            self._put_on_desk(project, path, path.stem, is_modified=is_copy)
            self._remember(path)

    def _read_or_heal(self, path: Path) -> tuple[Project, bool] | None:
        """What is in a file, or of a damaged one the latest copy if wished; and whether it is the copy."""
        try:
            return self.store.read(path), False
        except ComposerError as error:
            found = self.store.latest_whole_backup(path)
            if found is None or not ask.may_heal(self._window, str(error), found[0].saved_at):
                self.troubled.emit(str(error))
                return None
            return found[1], True

    def _is_own_file(self, path: Path) -> bool:
        own = self._document.path
        return own is not None and own.resolve() == path.resolve()

    def _read_project(self, path: Path) -> Project | None:
        try:
            return self.store.read(path)
        except ComposerError as error:
            self.troubled.emit(str(error))
            return None

    def _save(self, path: Path) -> bool:
        lock, held_since = self.store.lock(path)
        if held_since:
            self.troubled.emit(f"{_held(path, held_since)} Save this one under another name.")
            return False
        project = self.workspace.project()
        problem = self._write_project(project, path)
        if problem is None:
            self.store.let_go(lock)
            return False
        self.store.hold(lock, path)
        self._document.mark_saved(path, project.history)  # a MIDI keyboard may have gone on meanwhile
        self._saved_takes = project.takes
        self._remember(path)
        self.told.emit(f"Saved {path}" + (f" (but no copy of it could be kept: {problem})" if problem else ""))
        return True

    def _write_project(self, project: Project, path: Path) -> str | None:
        """Why no copy could be kept, an empty word when one was, None when the project itself was not written."""
        self._is_busy = True
        try:
            return self.store.save(project, path)
        except ComposerError as error:
            self.troubled.emit(str(error))
            return None
        finally:
            self._is_busy = False

    # The desk

    def _begin(self, score: Score, title: str = "") -> None:
        """A new piece that has no file yet."""
        self.store.release()
        self._document.load(score, None, title)
        self._saved_takes = None
        self.opened.emit()

    def _put_on_desk(self, project: Project, path: Path | None, title: str, is_modified: bool) -> None:
        lock, held_since = self.store.lock(path) if path else (None, None)
        self.store.hold(lock, path)
        document = self._document
        document.restore(project.score, project.history, path, title, is_modified)
        self.opened.emit()
        self.workspace.show(project)
        self._saved_takes = None if is_modified else self.workspace.takes
        if path and held_since:
            document.set_file(path, title, _held(path, held_since))
            self.troubled.emit(f"{document.lock_reason} You can look at it and play it here; save under another name.")

    def _read_midi(self, path: Path) -> "ScoreFile | None":
        try:
            return values_of(reading_job(path), f"Reading “{path.name}”", self._window)[-1]
        except CancelledError as end:
            self.told.emit(str(end))
            return None
        except ComposerError as error:
            self.troubled.emit(str(error))
            return None

    def _tell_of(self, read: "ScoreFile", path: Path) -> None:
        """What a person who has opened the file should know about it."""
        if not read.score.note_count:
            self.troubled.emit(f"“{path.name}” was read, but holds no notes.")
        elif read.note:
            self.told.emit(read.note)

    def _remember(self, path: Path) -> None:
        self._settings.remember_file(path)
        self.recent_changed.emit()


def _held(path: Path, since: datetime) -> str:
    return f"“{path.name}” is open in another Composer window, since {ask.time_in_words(since)}."
