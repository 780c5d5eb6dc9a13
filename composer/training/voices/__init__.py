"""The benchmark of chorales on 16ths: voices told one after another, by counting what each can know and a network."""
