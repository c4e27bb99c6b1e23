"""Write both documents."""

from local.api_docs.files import write

if __name__ == "__main__":
    for path in write():
        print(path)
