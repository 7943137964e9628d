"""What a screen reader says by itself, whatever has the focus: the labels of a notification that starts to show."""


class Ear:
    """Hears what the client says from now on; needs the desk's accessibility bus."""

    def __init__(self, client):
        self.client = client
        self.heard = []
        self.listener = client.atspi.EventListener.new(self._note)
        self.listener.register("object:state-changed:showing")

    def _note(self, event, *_):
        atspi = self.client.atspi
        try:
            if event.detail1 and event.source.get_role() == atspi.Role.NOTIFICATION:
                for index in range(event.source.get_child_count()):
                    label = event.source.get_child_at_index(index)
                    if label.get_role() == atspi.Role.LABEL and self.client.showing(label):
                        self.heard.append(label.get_name())
        except self.client.gerror():
            pass  # gone before it could be read: a person would not have heard it either

    def hears(self, words):
        """Whether something with these words in it was said so far."""
        from gi.repository import GLib
        while GLib.MainContext.default().iteration(False):
            pass
        return any(words in said for said in self.heard)

    def forget(self):
        self.hears("")
        self.heard.clear()
