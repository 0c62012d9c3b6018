"""stub"""
def workbooks(office, folder, language): return []
